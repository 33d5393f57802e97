package io.espalier.cli.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.LoggerFactory;

/** Where the words of libraries go. */
class LogFileTest {
  @TempDir private Path home;

  @Test
  void whatALibraryLogsThroughTheJdkGoesToTheFileAndNeverToTheTerminal() throws IOException {
    LogFile.open(home);
    Logger grpc = Logger.getLogger("io.grpc.Context");

    grpc.log(Level.INFO, "Exception notifying", new RejectedExecutionException("closing"));
    grpc.log(Level.WARNING, "a {0} of it", "warning");

    assertThat(Logger.getLogger("").getHandlers())
        .isNotEmpty()
        .noneMatch(ConsoleHandler.class::isInstance);
    assertThat(lines()).contains("WARN").contains("a warning of it").doesNotContain("closing");
  }

  @Test
  void aServerThatIsAwayIsNotLoggedByEachOfItsClientsThreads() throws IOException {
    LogFile.open(home);
    org.slf4j.Logger poller = LoggerFactory.getLogger("io.temporal.internal.worker.BasePoller");

    poller.warn("Failure in poller", Status.UNAVAILABLE.asRuntimeException());
    poller.warn("Failure", new IllegalStateException(Status.UNAVAILABLE.asRuntimeException()));
    poller.warn("Denied", Status.PERMISSION_DENIED.asRuntimeException());

    assertThat(lines()).contains("Denied").doesNotContain("Failure");
  }

  private String lines() throws IOException {
    return Files.readString(home.resolve("logs/espalier.log"));
  }
}
