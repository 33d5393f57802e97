package io.espalier.cli.exit;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.store.failure.StoreUnavailableException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import org.junit.jupiter.api.Test;

class FailureTest {
  @Test
  void filesThatCannotBeUsedAreNamedWithTheReason() {
    assertThat(Failure.of(new FileAlreadyExistsException("ticket")).message())
        .startsWith("ticket: file already exists (");
    assertThat(Failure.of(new UncheckedIOException(new AccessDeniedException("/reports"))))
        .satisfies(failure -> assertThat(failure.exitCode()).isEqualTo(1))
        .extracting(Failure::message)
        .asString()
        .startsWith("/reports: access denied (");
  }

  @Test
  void aStoreThatCannotBeOpenedSendsToTheDoctor() {
    StoreUnavailableException full =
        new StoreUnavailableException("opening the store failed", new IOException("full"));
    assertThat(Failure.of(full).message())
        .isEqualTo("opening the store failed (see `espalier doctor`)");
  }
}
