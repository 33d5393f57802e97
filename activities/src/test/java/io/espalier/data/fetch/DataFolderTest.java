package io.espalier.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.data.DataFiles;
import io.espalier.data.DataSource;
import io.espalier.data.shipped.Cifar10;
import io.espalier.data.shipped.Procedural;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataFolderTest {
  private static final byte[] PACKED_IMAGES = DataFiles.gzip(SmallSet.IMAGES);
  private static final byte[] PACKED_LABELS = DataFiles.gzip(SmallSet.LABELS);

  @TempDir private Path home;
  @TempDir private Path usersFolder;
  private TestMirror mirror;

  @BeforeEach
  void startMirror() throws IOException {
    mirror = new TestMirror().file("images.gz", PACKED_IMAGES).file("labels.gz", PACKED_LABELS);
  }

  @AfterEach
  void stopMirror() throws IOException {
    mirror.close();
  }

  @Test
  void missingFilesAreFetchedOnceAndHashToWhatTheyShould() throws IOException {
    DataFolder folder = folder(mirror.source());
    assertThat(folder.present()).isEmpty();

    List<LocalFile> files = folder.fetch();

    assertThat(files).extracting(LocalFile::name).containsExactly("images", "labels");
    assertThat(files.get(0).path()).isEqualTo(home.resolve("data/small/images"));
    assertThat(files.get(0).path()).hasBinaryContent(SmallSet.IMAGES);
    assertThat(files.get(0).sha256()).isEqualTo(SmallSet.sha256(SmallSet.IMAGES));
    assertThat(folder.fetch()).isEqualTo(files);
    assertThat(folder.present()).contains(files);
    assertThat(mirror.requests()).containsExactly("images.gz", "labels.gz");
    assertThat(names()).containsExactly(".lock", "images", "labels");
  }

  @Test
  void aDownloadThatBreaksOffGoesOnWhereItWas() throws IOException {
    int third = PACKED_IMAGES.length / 3 + 1;
    mirror.breakAfter(third);
    folder(mirror.source()).fetch();

    assertThat(mirror.requests())
        .containsExactly(
            "images.gz",
            "images.gz bytes=" + third + "-",
            "images.gz bytes=" + 2 * third + "-",
            "labels.gz");
  }

  @Test
  void aLaterFetchGoesOnBehindThePartOfAnEarlierOne() throws IOException {
    int tenth = PACKED_IMAGES.length / 10;
    mirror.breakAfter(tenth);
    assertThatThrownBy(() -> folder(mirror.source()).fetch())
        .isInstanceOf(DataUnavailableException.class)
        .hasMessageContaining("of " + PACKED_IMAGES.length + " bytes");
    int before = mirror.requests().size();

    mirror.breakAfter(Integer.MAX_VALUE);
    folder(mirror.source()).fetch();

    assertThat(mirror.requests().get(before)).isEqualTo("images.gz bytes=" + 3 * tenth + "-");
    assertThat(names()).containsExactly(".lock", "images", "labels");
  }

  @Test
  void aMirrorWithoutRangesStartsFromTheBeginning() throws IOException {
    int half = PACKED_IMAGES.length / 2;
    mirror.breakAfter(half).withoutRanges();
    assertThatThrownBy(() -> folder(mirror.source()).fetch())
        .isInstanceOf(DataUnavailableException.class);
    mirror.breakAfter(Integer.MAX_VALUE);
    assertThat(folder(mirror.source()).fetch().get(0).path()).hasBinaryContent(SmallSet.IMAGES);
  }

  @Test
  void theNextSourceServesWhatTheFirstCannot() throws IOException {
    try (TestMirror poor = new TestMirror().file("images.gz", PACKED_IMAGES)) {
      folder(poor.source(), mirror.source()).fetch();
      assertThat(poor.requests()).containsExactly("images.gz", "labels.gz");
    }
    assertThat(mirror.requests()).containsExactly("labels.gz");
  }

  @Test
  void otherBytesAreRefusedWhateverTheMirrorSays() throws IOException {
    byte[] forged = SmallSet.IMAGES.clone();
    forged[100] ^= 1;
    byte[] longer = Arrays.copyOf(SmallSet.IMAGES, 50_000_000);
    byte[] noise = new byte[SmallSet.IMAGES.length + (2 << 20)];
    new Random(1).nextBytes(noise);
    refusesImages(DataFiles.gzip(forged), "images: sha256 " + SmallSet.sha256(forged));
    refusesImages(DataFiles.gzip(longer), "images: more bytes (expected: 40016)");
    refusesImages(noise, "images.gz: " + noise.length + " bytes or more");
    refusesImages("<html>".getBytes(StandardCharsets.UTF_8), "images: 6 bytes");
    refusesImages(Arrays.copyOf(PACKED_IMAGES, PACKED_IMAGES.length - 9), "gzip data: cut off");
    assertThat(names()).containsExactly(".lock");
  }

  @Test
  void aDamagedFileIsFetchedAgain() throws IOException {
    DataFolder folder = folder(mirror.source());
    Path images = folder.fetch().get(0).path();
    byte[] damaged = SmallSet.IMAGES.clone();
    damaged[77] ^= 4;
    Files.write(images, damaged);

    assertThat(folder.present()).isEmpty();
    folder.fetch();
    assertThat(images).hasBinaryContent(SmallSet.IMAGES);
    assertThat(mirror.requests()).containsExactly("images.gz", "labels.gz", "images.gz");
  }

  @Test
  void whenNothingCanBeReachedTheMessageSaysWhatToDo() {
    DataSource nowhere = new DataSource.Mirror(URI.create("http://127.0.0.1:1/"));
    assertThatThrownBy(() -> folder(nowhere).fetch())
        .isInstanceOf(DataUnavailableException.class)
        .hasMessageContaining("small: could not be fetched from anywhere.")
        .hasMessageContaining("http://127.0.0.1:1/: ")
        .hasMessageContaining("espalier run configs/experiments/quickstart-offline.yaml")
        .hasMessageContaining("espalier data import small DIR")
        .hasMessageContaining("images, labels (plain or .gz)");
  }

  @Test
  void leftoversOfAKilledFetchAreSweptAway() throws IOException {
    Path folder = home.resolve("data/small");
    Files.createDirectories(folder.resolve("half.tmp"));
    Files.write(folder.resolve("half.tmp/file"), new byte[3]);
    Files.write(folder.resolve("images.1.tmp"), new byte[3]);
    folder(mirror.source()).fetch();
    assertThat(names()).containsExactly(".lock", "images", "labels");
  }

  @Test
  void aSetWithoutFilesNeedsNoFolder() throws IOException {
    assertThat(new DataFolder(home, new Procedural(), FetchProgress.NONE).fetch()).isEmpty();
    assertThat(home).isEmptyDirectory();
  }

  @Test
  void filesOfTheUserAreTakenOverPlainOrPackedFromOneFolderBelowToo() throws IOException {
    Files.write(usersFolder.resolve("labels"), SmallSet.LABELS);
    Files.createDirectories(usersFolder.resolve("unpacked"));
    Files.write(usersFolder.resolve("unpacked/images.gz"), PACKED_IMAGES);

    DataFolder folder = new DataFolder(home, new SmallSet(List.of(), false), FetchProgress.NONE);
    List<LocalFile> files = folder.importFrom(usersFolder);

    assertThat(files.get(0).sha256()).isEqualTo(SmallSet.sha256(SmallSet.IMAGES));
    assertThat(files.get(0).path()).hasBinaryContent(SmallSet.IMAGES);
    assertThat(folder.present()).contains(files);
    assertThat(usersFolder.resolve("unpacked/images.gz")).exists();
  }

  @Test
  void filesOfKnownDigestsAreFoundUnderAnyNameAmongOthersOfTheirSize() throws IOException {
    byte[] other = SmallSet.IMAGES.clone();
    other[100] ^= 1;
    Path raw = Files.createDirectories(usersFolder.resolve("Small/raw"));
    Files.write(usersFolder.resolve("images"), other);
    Files.write(raw.resolve("pictures.bin"), SmallSet.IMAGES);
    Files.write(raw.resolve("LABELS.GZ"), PACKED_LABELS);

    List<LocalFile> files = folder(mirror.source()).importFrom(usersFolder);

    assertThat(files.get(0).path()).hasBinaryContent(SmallSet.IMAGES);
    assertThat(files.get(1).path()).hasBinaryContent(SmallSet.LABELS);
  }

  @Test
  void withoutDigestsNamesMayDifferInCaseAndSignsAndElseTheSizeDecides() throws IOException {
    Files.write(usersFolder.resolve("Images.gz"), PACKED_IMAGES);
    Files.write(usersFolder.resolve("classes-idx1"), SmallSet.LABELS);
    DataFolder folder = new DataFolder(home, new SmallSet(List.of(), false), FetchProgress.NONE);
    assertThat(folder.importFrom(usersFolder).get(1).path()).hasBinaryContent(SmallSet.LABELS);

    Files.write(usersFolder.resolve("more-of-that-size"), SmallSet.LABELS);
    assertThatThrownBy(() -> folder.importFrom(usersFolder))
        .hasMessage(usersFolder + ": lacks labels (plain or .gz)");
  }

  @Test
  void picklesAndOtherFilesThatAreNoneAreCalledWhatTheyAre() throws IOException {
    byte[] pickle = {(byte) 0x80, 2, '}', 'q', 1, '.'};
    Path batch = Files.write(usersFolder.resolve("data_batch_1"), pickle);
    DataFolder cifar = new DataFolder(home, new Cifar10(), FetchProgress.NONE);
    assertThatThrownBy(() -> cifar.importFrom(usersFolder))
        .hasMessageContaining("lacks data_batch_1.bin, ")
        .hasMessageContaining(batch + " is a Python pickle, which is not read")
        .hasMessageContaining("offered at https://www.cs.toronto.edu/~kriz/cifar.html (the binary")
        .hasMessageEndingWith("`espalier data fetch cifar-10` brings them");

    Files.write(usersFolder.resolve("images"), SmallSet.IMAGES);
    Path labels = usersFolder.resolve("labels");
    Files.writeString(labels, "version https://git-lfs.github.com/spec/v1\n");
    assertThatThrownBy(() -> folder(mirror.source()).importFrom(usersFolder))
        .hasMessageStartingWith(labels + ": labels: 43 bytes (expected: 108), it is a Git LFS");
  }

  @Test
  void anImportThatFailsChangesNothing() throws IOException {
    DataFolder folder = new DataFolder(home, new SmallSet(List.of(), false), FetchProgress.NONE);
    Files.write(usersFolder.resolve("images"), SmallSet.IMAGES);
    assertThatThrownBy(() -> folder.importFrom(usersFolder))
        .hasMessage(usersFolder + ": lacks labels (plain or .gz)");

    byte[] wrongLabel = SmallSet.LABELS.clone();
    wrongLabel[wrongLabel.length - 1] = 10;
    Path labels = Files.write(usersFolder.resolve("labels"), wrongLabel);
    assertThatThrownBy(() -> folder.importFrom(usersFolder))
        .hasMessage(labels + ": label 99: 10 (expected: 0 to 9)");

    Files.write(labels, Arrays.copyOf(SmallSet.LABELS, 50));
    assertThatThrownBy(() -> folder.importFrom(usersFolder))
        .hasMessage(labels + ": labels: 50 bytes (expected: 108)");
    assertThatThrownBy(() -> folder.importFrom(usersFolder.resolve("nowhere")))
        .hasMessageEndingWith("nowhere: no such folder");
    assertThat(names()).containsExactly(".lock");
  }

  @Test
  void anImportMustHaveTheKnownDigest() throws IOException {
    Files.write(usersFolder.resolve("images"), SmallSet.IMAGES);
    byte[] other = SmallSet.LABELS.clone();
    other[50] = 1;
    Files.write(usersFolder.resolve("labels"), other);
    assertThatThrownBy(() -> folder(mirror.source()).importFrom(usersFolder))
        .hasMessageContaining("labels: sha256 " + SmallSet.sha256(other))
        .hasMessageContaining("(expected: " + SmallSet.sha256(SmallSet.LABELS) + ")");
  }

  private void refusesImages(byte[] answer, String message) {
    mirror.file("images.gz", answer);
    assertThatThrownBy(() -> folder(mirror.source()).fetch())
        .isInstanceOf(DataUnavailableException.class)
        .hasMessageContaining(message);
  }

  private DataFolder folder(DataSource... sources) {
    return new DataFolder(home, new SmallSet(List.of(sources), true), FetchProgress.NONE);
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(home.resolve("data/small"))) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
