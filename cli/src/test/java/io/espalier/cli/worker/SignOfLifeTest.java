package io.espalier.cli.worker;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SignOfLifeTest {
  @TempDir private Path home;

  @Test
  void theFileIsAsOldAsTheLastSignAndGoesWithTheWorker() throws IOException {
    Path file = home.resolve("worker.alive");
    try (SignOfLife alive = new SignOfLife(home)) {
      assertThat(file).doesNotExist();
      alive.touch();
      assertThat(file).exists();
      Files.setLastModifiedTime(file, FileTime.fromMillis(1));

      alive.touch();

      assertThat(Files.getLastModifiedTime(file).toMillis()).isGreaterThan(1);
    }
    assertThat(file).doesNotExist();
  }

  @Test
  void aHomeThatIsGoneStopsNoWorker() {
    try (SignOfLife alive = new SignOfLife(home.resolve("gone"))) {
      alive.touch();
    }
    assertThat(home.resolve("gone")).doesNotExist();
  }
}
