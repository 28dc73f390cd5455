# Timemark's server as a container: one static program, and nothing else.
#
#   docker build -t timemark .
#   docker run --rm -p 127.0.0.1:8000:8000 timemark
#
# Inside a container it must listen on all addresses; who is answered is still decided by the Host header. From this
# machine that is localhost. Containers that call it by a name need that name allowed: see compose.yaml.

FROM rust:1-alpine AS build
# Node.js makes the page small.
RUN apk add --no-cache musl-dev gcc nodejs npm
WORKDIR /timemark
COPY . .
# Programs for musl, which is what Alpine's compiler makes, are static.
RUN cargo xtask server && strip target/release/timemark

FROM scratch
COPY --from=build /timemark/target/release/timemark /timemark
# Nobody in particular: a number, for there is no file of users here.
USER 65532:65532
EXPOSE 8000
HEALTHCHECK --interval=5s --timeout=3s --start-period=5s CMD ["/timemark", "health"]
STOPSIGNAL SIGTERM
ENTRYPOINT ["/timemark", "serve", "--host", "0.0.0.0"]
