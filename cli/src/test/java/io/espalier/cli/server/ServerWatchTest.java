package io.espalier.cli.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.temporal.testserver.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

/** A server that goes away and comes back. */
class ServerWatchTest {
  @Test
  void aServerThatGoesAwayIsMissedUntilItIsBack() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    TestServer.PortBoundTestServer there = TestServer.createPortBoundServer(port, true);
    try (TemporalServer server = TemporalServer.at(TemporalAddress.plain("127.0.0.1:" + port));
        ServerWatch watch = new ServerWatch(server)) {
      TemporalServerContract.await(server::answers);
      assertThat(watch.awaySince()).isNull();
      there.close();
      TemporalServerContract.await(() -> watch.awaySince() != null);
      there = TestServer.createPortBoundServer(port, true);
      TemporalServerContract.await(() -> watch.awaySince() == null);
    } finally {
      there.close();
    }
  }

  @Test
  void theServerInThisProcessIsAlwaysThere() {
    try (TemporalServer server = TemporalServer.embedded()) {
      assertThat(server.answers()).isTrue();
    }
  }
}
