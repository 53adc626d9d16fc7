#!/usr/bin/env python3
"""Any method by `shangji call`: health, reflection, the city's own; and what is no method."""
import base64
import json

from city import check, city, command, contains, equal, program, run


def test_health_and_reflection_answer_as_in_grpc():
    with city() as made:
        equal(made.call("/grpc.health.v1.Health/Check", {}), {"status": "SERVING"}, "health")
        unknown = made.call_run("/grpc.health.v1.Health/Check", {"service": "no.such"}, expect=None)
        contains(unknown.stderr, "NOT_FOUND")
        path = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
        listed = made.call(path, {"listServices": "*"})["listServicesResponse"]["service"]
        names = {s["name"] for s in listed}
        check({"shangji.v1.Ledger", "shangji.v1.Query", "grpc.health.v1.Health"} <= names, names)
        files = made.call(path, {"fileContainingSymbol": "shangji.v1.Query"})
        found = files["fileDescriptorResponse"]["fileDescriptorProto"]
        check(any(b"query.proto" in base64.b64decode(f) for f in found), "query.proto")


def test_what_is_no_method_or_no_request_is_told():
    with city() as made:
        contains(made.call_run("/shangji.v1.Query/Nothing", {}, expect=None).stderr, "Nothing")
        wrong = made.call_run("Query/Rank", {"indicater": "x"}, expect=None)
        check(wrong.returncode != 0, "an unknown field was taken")
        contains(wrong.stderr, "indicater")
        made.open_year(2021)
        missing = made.call_run("Query/Rank", {"indicator": "no_such", "period": "2021"}, expect=None)
        contains(missing.stderr, "no_such")
        listed = command(program("shangji"), "call").stdout
        contains(listed, "/shangji.v1.Ledger/Submit")


def test_a_neutral_indicator_is_ranked_only_when_a_direction_is_given():
    with city() as made:
        made.open_year(2021)
        request = {"indicator": "anti_drug_banners", "period": "2021"}
        contains(made.call_run("Query/Rank", request, expect=None).stderr, "FAILED_PRECONDITION")
        made.call("Query/Rank", {**request, "direction": "BETTER_MORE"})


def test_every_command_has_help():
    names = [line.split("  ")[0].strip() for line in command(program("shangji"), "help").stdout.splitlines()]
    for name in ("init", "join", "read", "check", "pack", "submit", "receipt", "witness", "rank",
                 "coverage", "call", "operator init", "operator enrol", "operator revoke",
                 "operator publish", "operator open", "operator close"):
        contains(command(program("shangji"), *name.split(), "--help").stdout, "--help")
    for name in ("init", "serve"):
        contains(command(program("shangjid"), name, "--help").stdout, "--help")
    check(names, "help lists commands")
    near = command(program("shangji"), "rnak", expect=2).stderr
    contains(near, "rank")


if __name__ == "__main__":
    run(test_health_and_reflection_answer_as_in_grpc, test_what_is_no_method_or_no_request_is_told,
        test_a_neutral_indicator_is_ranked_only_when_a_direction_is_given,
        test_every_command_has_help)
