package io.espalier.cli.command.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.cli.exit.CliException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where commands may write what a person named. */
final class OutputFileTest {
  @TempDir Path folder;

  private Path home = Path.of("");

  @BeforeEach
  void stores() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
    Files.writeString(home.resolve("store.mv.db"), "rows");
    Files.createDirectories(folder.resolve("other/objects/sha256/ab"));
    Files.createSymbolicLink(folder.resolve("link"), home.resolve("."));
    Files.createSymbolicLink(folder.resolve("linked-file"), home.resolve("store.mv.db"));
    Files.createDirectory(folder.resolve("lost"));
  }

  private void write(String name, boolean force) throws IOException {
    new OutputFile(folder.resolve(name), folder.resolve("lost"), force)
        .write(out -> out.write("new".getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void aNewFileIsWritten() throws IOException {
    write("new", false);

    assertThat(folder.resolve("new")).hasContent("new");
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).as("no temporary file").hasSize(6);
    }
  }

  @Test
  void aFileThatExistsIsReplacedOnlyWhereThatIsAskedFor() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");

    assertThatThrownBy(() -> write("file", false))
        .isInstanceOf(CliException.class)
        .hasMessage(file + " exists already: choose another file, or replace it with --force");
    assertThat(file).hasContent("old");

    write("file", true);
    assertThat(file).hasContent("new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "home/store.mv.db",
        "home/new",
        "home/../home/new",
        "link/new",
        "link/store.mv.db",
        "lost/new",
        "other/new",
        "other/objects/sha256/ab/new",
        "link/../other/new"
      })
  void nothingIsEverWrittenIntoTheFolderOfAStore(String name) throws IOException {
    String before = listing();
    for (boolean force : new boolean[] {false, true}) {
      assertThatThrownBy(() -> write(name, force))
          .isInstanceOf(CliException.class)
          .hasMessageContaining("lies in the folder of a store, ");
    }
    assertThat(listing()).isEqualTo(before);
    assertThat(home.resolve("store.mv.db")).hasContent("rows");
  }

  @Test
  void aLinkIntoAStoreIsReplacedItselfAndNotWhatItPointsTo() throws IOException {
    assertThatThrownBy(() -> write("linked-file", false)).hasMessageContaining("exists already");

    write("linked-file", true);

    assertThat(folder.resolve("linked-file")).isRegularFile().hasContent("new");
    assertThat(home.resolve("store.mv.db")).hasContent("rows");
  }

  private String listing() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList().toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
