package io.espalier.cli.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.data.DataFile;
import io.espalier.data.DataSet;
import io.espalier.data.Examples;
import io.espalier.data.fetch.DataUnavailableException;
import io.espalier.data.fetch.FetchProgress;
import io.espalier.store.Store;
import io.espalier.store.open.Stores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a data set's files come into the store. */
class DataFilesTest {
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir Path home;

  @Test
  void aFileThatLiesThereIsStoredUnderItsPublishedDigest() throws IOException {
    lay("abc");
    try (Store store = Stores.own(home, "test")) {
      assertThat(store(store)).containsExactly(ABC);
      assertThat(store.artifacts().read(ABC)).asString().isEqualTo("abc");
    }
  }

  @Test
  void aFileOfTheRightSizeWithOtherBytesIsNeverTaken() throws IOException {
    lay("abX");
    try (Store store = Stores.own(home, "test")) {
      assertThatThrownBy(() -> store(store))
          .isInstanceOf(DataUnavailableException.class)
          .hasMessageContaining("letters");
      assertThat(store.artifacts().find(ABC)).isEmpty();
      assertThat(Stores.fsck(store, bytes -> {}).problems()).isEmpty();
    }
  }

  @Test
  void whatTheStoreHasIsNotLookedForAgain() throws IOException {
    Path file = lay("abc");
    try (Store store = Stores.own(home, "test")) {
      store(store);
      Files.delete(file);
      assertThat(store(store)).containsExactly(ABC);
    }
  }

  @Test
  void aDataFileTakesRoomOnce() throws IOException {
    Path file = lay("abc");
    try (Store store = Stores.own(home, "test")) {
      store(store);
      Path stored = store.artifacts().path(ABC);
      assertThat(Files.isSameFile(file, stored)).isTrue();
      assertThat(Files.getPosixFilePermissions(file))
          .as("what writes into one of them would change both")
          .doesNotContain(PosixFilePermission.OWNER_WRITE);
    }
  }

  @Test
  void aDataFileThatIsReplacedLeavesTheStoresAlone() throws IOException {
    Path file = lay("abc");
    try (Store store = Stores.own(home, "test")) {
      store(store);
      Path other = Files.writeString(home.resolve("other"), "xyz");
      Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);

      assertThat(store.artifacts().read(ABC)).asString().isEqualTo("abc");
      assertThat(file).hasContent("xyz");
    }
  }

  private List<String> store(Store store) throws IOException {
    return DataFiles.store(store, home, new Letters(), FetchProgress.NONE);
  }

  private Path lay(String text) throws IOException {
    Path folder = Files.createDirectories(home.resolve("data").resolve("letters"));
    return Files.writeString(folder.resolve("abc.txt"), text);
  }

  /** A set of one file that nobody offers. */
  private record Letters() implements DataSet {
    @Override
    public String name() {
      return "letters";
    }

    @Override
    public String summary() {
      return "three letters";
    }

    @Override
    public int version() {
      return 1;
    }

    @Override
    public List<DataFile> files() {
      return List.of(new DataFile("abc.txt", ABC, 3));
    }

    @Override
    public List<Integer> shape() {
      return List.of(1, 1, 1);
    }

    @Override
    public int classes() {
      return 2;
    }

    @Override
    public int trainExamples() {
      return 3;
    }

    @Override
    public int testExamples() {
      return 0;
    }

    @Override
    public Examples train(Function<String, Path> file) {
      throw new UnsupportedOperationException();
    }

    @Override
    public Examples test(Function<String, Path> file) {
      throw new UnsupportedOperationException();
    }
  }
}
