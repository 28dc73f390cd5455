"""The AWS CLI as a process that is started once: a program of a hundred calls does not wait a hundred times for it.

`python aws.py serve SOCKET` loads the CLI and forks for each call; `python aws.py call SOCKET WORDS…` has one made with
its own standard streams, and ends with its exit code.
"""

import json
import os
import socket
import sys


def serve(path):
    """Makes calls until it is stopped."""
    from awscli.clidriver import create_clidriver

    driver = create_clidriver()
    # Loads the model of the service before the first fork.
    driver.session.get_service_model("dynamodb")
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(path)
    listener.listen()
    print("ready", flush=True)
    while True:
        caller, _ = listener.accept()
        if os.fork() == 0:
            message, streams, _, _ = socket.recv_fds(caller, 4_000_000, 3)
            for stream, number in zip(streams, range(3)):
                os.dup2(stream, number)
            sys.argv = ["aws", *json.loads(message)]
            code = driver.main(sys.argv[1:])
            sys.stdout.flush()
            sys.stderr.flush()
            caller.send(bytes([code & 0xFF]))
            os._exit(0)
        caller.close()
        # Those that have ended by now.
        while os.waitid(os.P_ALL, 0, os.WEXITED | os.WNOHANG) is not None:
            pass


def call(path, words):
    """Has a call made, and returns its exit code."""
    server = socket.socket(socket.AF_UNIX)
    server.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_000_000)
    server.connect(path)
    socket.send_fds(server, [json.dumps(words).encode()], [0, 1, 2])
    code = server.recv(1)
    return code[0] if code else 255


if __name__ == "__main__":
    _, verb, path, *words = sys.argv
    if verb == "serve":
        serve(path)
    sys.exit(call(path, words))
