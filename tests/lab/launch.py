#!/usr/bin/env python3
"""Starts one dockerd inside the namespaces of its lab engine and waits for its end.

The TCP listener is opened out here, so that tests reach it on 127.0.0.1 although the daemon has a
network namespace of its own; dockerd takes it over as systemd's socket activation would hand it.
"""

import argparse
import ctypes
import os
import socket
import sys

CLONE_NEWNS = 0x00020000
CLONE_NEWPID = 0x20000000
CLONE_NEWNET = 0x40000000
FIRST_PASSED_FD = 3


def enter(keeper, namespace, kind, libc):
    descriptor = os.open(f"/proc/{keeper}/ns/{namespace}", os.O_RDONLY)
    if libc.setns(descriptor, kind) != 0:
        sys.exit(f"cannot enter the {namespace} namespace of {keeper}: "
                 + os.strerror(ctypes.get_errno()))
    os.close(descriptor)


def listen(port):
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    listener.listen(128)
    return listener


def write_whole(path, text):
    with open(path + ".new", "w", encoding="ascii") as file:
        file.write(text)
    os.rename(path + ".new", path)


def become_dockerd(listener, config):
    os.dup2(listener.fileno(), FIRST_PASSED_FD)
    # dup2 onto itself would leave the flag as it was.
    os.set_inheritable(FIRST_PASSED_FD, True)
    os.environ["LISTEN_FDS"] = "1"
    os.environ["LISTEN_PID"] = str(os.getpid())
    os.execvp("dockerd", ["dockerd", "--config-file", config])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--keeper", type=int, required=True, help="process that holds the namespaces")
    parser.add_argument("--port", type=int, default=0, help="TCP port on 127.0.0.1; 0 takes a free one")
    parser.add_argument("--port-file", required=True)
    parser.add_argument("--pid-file", required=True)
    parser.add_argument("--config", required=True, help="dockerd's daemon.json")
    options = parser.parse_args()

    listener = listen(options.port)
    write_whole(options.port_file, f"{listener.getsockname()[1]}\n")

    libc = ctypes.CDLL(None, use_errno=True)
    enter(options.keeper, "net", CLONE_NEWNET, libc)
    enter(options.keeper, "pid_for_children", CLONE_NEWPID, libc)
    enter(options.keeper, "mnt", CLONE_NEWNS, libc)

    daemon = os.fork()
    if daemon == 0:
        become_dockerd(listener, options.config)
    # Held open here too, the port would accept connections that nobody answers once dockerd is gone.
    listener.close()
    write_whole(options.pid_file, f"{daemon}\n")
    os.waitpid(daemon, 0)


if __name__ == "__main__":
    main()
