package io.espalier.cli.owner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.espalier.cli.CommandLineRun;
import io.espalier.store.Store;
import io.espalier.store.artifact.StoredArtifact;
import io.espalier.store.open.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A store whose files nobody here may write. */
class UnwritableStoreTest {
  @TempDir private Path home;

  private Path database;

  @BeforeEach
  void makeItUnwritable() throws Exception {
    try (Store store = Stores.own(home, "espalier test")) {
      StoredArtifact artifact = store.artifacts().write("weights", "x", out -> out.write(1));
      assertThat(artifact.sizeBytes()).isEqualTo(1);
    }
    database = home.resolve("store.mv.db");
    Files.setPosixFilePermissions(database, PosixFilePermissions.fromString("r--r--r--"));
    if (Files.isWritable(database)) {
      // Permissions do not bind root.
      immutable("+i");
    }
    assumeThat(Files.isWritable(database)).as("a file that cannot be written").isFalse();
  }

  @AfterEach
  void makeItWritable() throws Exception {
    immutable("-i");
  }

  private void immutable(String change) throws IOException, InterruptedException {
    try {
      new ProcessBuilder("chattr", change, database.toString())
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start()
          .waitFor();
    } catch (IOException e) {
      // There is no such command here.
    }
  }

  @Test
  void itIsCheckedAllTheSameAndNothingIsMarked() throws IOException {
    byte[] before = Files.readAllBytes(database);
    CommandLineRun fsck = CommandLineRun.of(home, "fsck");
    assertThat(fsck.exitCode()).as(fsck.err()).isZero();
    assertThat(fsck.out())
        .contains("note: nothing was marked: the store could only be opened for reading")
        .contains("ok: ");
    assertThat(Files.readAllBytes(database)).isEqualTo(before);
  }

  @Test
  void whatMustBeWrittenIsRefused() {
    CommandLineRun cancel = CommandLineRun.of(home, "cancel");
    assertThat(cancel.exitCode()).isNotZero();
  }
}
