package io.espalier.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.failure.StoreUnavailableException;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class StoreUnavailableExceptionTest {
  @Test
  void aFileThatFailsIsToldApartFromADatabaseThatIsAway() {
    IOException full = new IOException("No space left on device");
    assertThat(away(full).ofDisk()).isTrue();
    assertThat(away(new IllegalStateException(new SQLException("closed", full))).ofDisk()).isTrue();
    assertThat(away(new SQLException("refused", new ConnectException("refused"))).ofDisk())
        .isFalse();
    assertThat(away(new SQLException("broken", new EOFException())).ofDisk()).isFalse();
    assertThat(away(new SQLException("closed")).ofDisk()).isFalse();
  }

  @Test
  void aRingOfCausesHasAnEnd() {
    Exception one = new Exception("one");
    one.initCause(new Exception("two", one));
    assertThat(away(one).ofDisk()).isFalse();
  }

  private static StoreUnavailableException away(Throwable cause) {
    return new StoreUnavailableException("away", cause);
  }
}
