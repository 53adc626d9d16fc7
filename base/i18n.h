/* Messages in the user's language. Sources are written in English; po/zh_CN.po holds the
 * Chinese. N_ marks a string that is translated where it is shown. */
#ifndef SHANGJI_BASE_I18N_H
#define SHANGJI_BASE_I18N_H

#include <libintl.h>

#define SJ_TEXT_DOMAIN "shangji"
#define _(text) dgettext(SJ_TEXT_DOMAIN, text)
#define N_(text) text

/* Chooses the language, once, before any thread: SHANGJI_LANG (zh_CN, en), else the locale;
 * where that names none ("C", "POSIX", "C.UTF-8"), Chinese. */
void sj_i18n_init(void);

#endif
