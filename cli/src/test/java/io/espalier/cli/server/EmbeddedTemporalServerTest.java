package io.espalier.cli.server;

/** The server inside this process. */
class EmbeddedTemporalServerTest extends TemporalServerContract {
  @Override
  TemporalServer open() {
    return TemporalServer.embedded();
  }
}
