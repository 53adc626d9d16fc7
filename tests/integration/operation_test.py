#!/usr/bin/env python3
"""What the service manager and the shell are told: ready, alive, reloading, stopping; what can be
typed next."""
import os
import shutil
import signal
import socket
import ssl
import subprocess

from city import check, city, contains, equal, program, run

SOURCE = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")


class Manager:
    """The service manager's end of sd_notify."""

    def __init__(self, folder):
        self.path = os.path.join(folder, "notify")
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.bind(self.path)
        self.socket.settimeout(60)

    def wait_for(self, word, before=()):
        """The message that begins with the word; none of those before it may have come."""
        while True:
            said = self.socket.recv(4096).decode()
            if said.startswith(word):
                return said
            check(not said.startswith(tuple(before) or ("\0",)), said)


def certificate(made):
    return ssl.get_server_certificate(("127.0.0.1", made.port))


def test_the_manager_is_told():
    with city(scheme="tls+tcp") as made:
        made.stop()
        manager = Manager(made.folder)
        os.environ["NOTIFY_SOCKET"] = manager.path
        try:
            made.start()
        finally:
            del os.environ["NOTIFY_SOCKET"]
        contains(manager.wait_for("READY=1", before=["WATCHDOG"]), made.url)
        manager.wait_for("WATCHDOG=1")
        first = certificate(made)
        # Whoever reloads has put another certificate there, or it is due: here it is gone.
        os.remove(os.path.join(made.directory, "server.pem"))
        made.process.send_signal(signal.SIGHUP)
        manager.wait_for("RELOADING=1")
        manager.wait_for("READY=1")
        check(certificate(made) != first, "the new certificate is served")
        equal(made.call("Ledger/GetRoll", {})["division"], "430482", "the city after reloading")
        made.process.send_signal(signal.SIGTERM)
        manager.wait_for("STOPPING=1")
        equal(made.process.wait(60), 0, "exit status")


def completed(*words):
    script = os.path.join(SOURCE, "deploy", "completion", "shangji.bash")
    quoted = " ".join(f"'{word}'" for word in words)
    shell = (f"source '{script}'; COMP_WORDS=({quoted}); COMP_CWORD={len(words) - 1}; "
             f"_shangji '{words[0]}'; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    done = subprocess.run(["bash", "-c", shell], capture_output=True, text=True, check=True)
    return done.stdout.split()


def test_what_can_be_typed_is_completed():
    shangji, shangjid = program("shangji"), program("shangjid")
    check({"rank", "read", "receipt", "review", "operator"} <=
          set(completed(shangji, "r") + completed(shangji, "o")), "commands")
    check({"revoke", "return", "reopen"} <= set(completed(shangji, "operator", "re")), "of the operator")
    check("--format" in completed(shangji, "read", "--f"), "options")
    check("--deadline" in completed(shangji, "operator", "open", "--d"), "options of two words")
    equal(completed(shangjid, "export"), ["export-tiles"], "the server's")


def test_the_unit_is_sound():
    """systemd's own judgement, where it is installed; only what depends on the host is let pass."""
    tool = shutil.which("systemd-analyze")
    unit = os.path.join(SOURCE, "deploy", "systemd", "shangjid@.service")
    with open(unit, encoding="utf-8") as file:
        text = file.read()
    for wanted in ("Type=notify", "WatchdogSec=", "NoNewPrivileges=yes", "ProtectSystem=strict",
                   "LimitNOFILE=65536", "TimeoutStopSec=60"):
        contains(text, wanted)
    if tool is None:
        print("systemd-analyze is not installed: the unit was not verified")
        return
    verified = subprocess.run([tool, "verify", unit.replace("@.", "@.")], capture_output=True, text=True)
    said = [line for line in verified.stderr.splitlines()
            if "shangjid@" in line and "not executable" not in line and "man " not in line]
    equal(said, [], "systemd-analyze verify")


if __name__ == "__main__":
    run(test_the_manager_is_told, test_what_can_be_typed_is_completed, test_the_unit_is_sound)
