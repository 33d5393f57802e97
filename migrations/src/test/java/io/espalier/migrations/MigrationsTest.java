package io.espalier.migrations;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class MigrationsTest {
  @Test
  void migrationsAreNumberedWithoutGapsUpToTheLatest() throws Exception {
    Path folder =
        Path.of(MigrationsTest.class.getResource("/io/espalier/migrations/V1__store.sql").toURI());
    List<Integer> numbers;
    try (Stream<Path> files = Files.list(folder.resolveSibling(""))) {
      numbers =
          files
              .map(f -> f.getFileName().toString())
              .filter(n -> n.startsWith("V") && n.endsWith(".sql"))
              .map(n -> Integer.valueOf(n.substring(1, n.indexOf("__"))))
              .sorted()
              .toList();
    }

    assertThat(numbers).isEqualTo(IntStream.rangeClosed(1, Migrations.LATEST).boxed().toList());
  }
}
