package io.espalier.cli.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Addresses that lead nowhere, and scopes of homes. */
class TemporalAddressTest {
  @Test
  void anAddressWithoutAPortIsRefused() {
    for (String bad :
        new String[] {"", "localhost", "localhost:", ":7233", "a b:1", "http://x:1"}) {
      assertThatThrownBy(() -> TemporalAddress.plain(bad))
          .as(bad)
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("expected: HOST:PORT");
    }
  }

  @Test
  void aServerThatIsNotThereIsNamedWithWhatToDo() throws IOException {
    int port;
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    assertThatThrownBy(
            () ->
                TemporalServer.connect(
                    TemporalAddress.plain("127.0.0.1:" + port), Duration.ofSeconds(1)))
        .isInstanceOf(TemporalUnreachableException.class)
        .hasMessageContaining("127.0.0.1:" + port)
        .hasMessageContaining("Start it, or leave --temporal out");
  }

  @Test
  void eachHomeHasAScopeOfItsOwn(@TempDir Path folder) {
    String scope = Scopes.of(folder);
    assertThat(scope).matches("[0-9a-f]{12}").isEqualTo(Scopes.of(folder.resolve(".")));
    assertThat(Scopes.of(folder.resolve("other"))).isNotEqualTo(scope);
  }
}
