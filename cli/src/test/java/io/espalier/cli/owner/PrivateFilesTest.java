package io.espalier.cli.owner;

import static org.assertj.core.api.Assertions.assertThat;

import io.espalier.cli.session.OwnedStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PrivateFilesTest {
  @TempDir private Path folder;

  @Test
  void aNewStoreIsItsUsersAlone() throws IOException {
    Path home = folder.resolve("new");
    OwnedStore.take(home, "espalier test").close();
    assertThat(permissions(home)).isEqualTo("rwx------");
  }

  @Test
  void aFolderThatIsThereStaysAsItIs() throws IOException {
    Path home = Files.createDirectory(folder.resolve("old"));
    Files.setPosixFilePermissions(home, PosixFilePermissions.fromString("rwxr-x---"));
    OwnedStore.take(home, "espalier test").close();
    assertThat(permissions(home)).isEqualTo("rwxr-x---");
    Path link = Files.createSymbolicLink(folder.resolve("link"), home);
    assertThat(PrivateFiles.folder(link)).isEqualTo(link);
  }

  private static String permissions(Path path) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
  }
}
