#include "answers/score_parts.h"

#define LN2_HIGH 0x1.62e42fefa3800p-1 /* its product with a small integer is exact */
#define LN2_LOW 0x1.ef35793c76730p-45
#define SQRT2 0x1.6a09e667f3bcdp+0

/* x = 2^e × m with m about 1; ln m = 2 artanh((m − 1) / (m + 1)). */
double sj_score_log(double x)
{
    double e = 0;
    while (x > SQRT2) {
        x = x * 0.5;
        e = e + 1;
    }
    double s = (x - 1) / (x + 1);
    double s2 = s * s, sum = 0;
    for (int n = 23; n >= 3; n -= 2)
        sum = (sum + 1.0 / n) * s2;
    return e * LN2_HIGH + (e * LN2_LOW + (2 * s * sum + 2 * s));
}

double sj_score_exp(double x)
{
    int k = (int)(x / LN2_HIGH + 0.5);
    double r = x - k * LN2_HIGH - k * LN2_LOW;
    double sum = 1;
    for (int n = 14; n >= 1; n--)
        sum = 1 + sum * r / n;
    for (; k > 0; k--)
        sum = sum * 2;
    return sum;
}
