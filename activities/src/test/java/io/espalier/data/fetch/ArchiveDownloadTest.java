package io.espalier.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.data.DataFiles;
import io.espalier.data.DataSource;
import io.espalier.data.shipped.Cifar10;
import io.espalier.data.shipped.Cifar100;
import io.espalier.data.shipped.FashionMnist;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArchiveDownloadTest {
  @TempDir private Path home;
  private TestMirror mirror;
  private byte[] archive = {};

  @BeforeEach
  void startMirror() throws IOException {
    TarMaker tar = new TarMaker();
    tar.entry("small/readme.html", new byte[700], '0');
    tar.entry("small/images", SmallSet.IMAGES, '0');
    tar.entry("small/labels", SmallSet.LABELS, '0');
    archive = DataFiles.gzip(tar.end());
    mirror = new TestMirror().file("small.tar.gz", archive);
  }

  @AfterEach
  void stopMirror() throws IOException {
    mirror.close();
  }

  @Test
  void filesWithoutPublishedDigestsComeOutOfAnArchiveThatHasOne() throws IOException {
    mirror.breakAfter(archive.length / 2 + 1);
    List<LocalFile> files = folder(source(SmallSet.sha256(archive), archive.length)).fetch();

    assertThat(files.get(0).path()).hasBinaryContent(SmallSet.IMAGES);
    assertThat(files.get(1).sha256()).isEqualTo(SmallSet.sha256(SmallSet.LABELS));
    assertThat(mirror.requests()).hasSize(2).last().asString().startsWith("small.tar.gz bytes=");
    assertThat(home.resolve("data/small")).isDirectoryNotContaining("glob:**.part");
  }

  @Test
  void anArchiveOfAnotherDigestIsNotOpened() {
    refused(source("0".repeat(64), archive.length), "small.tar.gz: sha256");
    assertThat(home.resolve("data/small/images")).doesNotExist();
  }

  @Test
  void anArchiveThatShowsDamageLandsNothing() throws IOException {
    byte[] damaged = archive.clone();
    damaged[damaged.length - 5] ^= 1;
    mirror.file("small.tar.gz", damaged);
    refused(source(SmallSet.sha256(damaged), damaged.length), "small.tar.gz: gzip data: CRC-32");
    assertThat(home.resolve("data/small/images")).doesNotExist();
    assertThat(home.resolve("data/small")).isDirectoryNotContaining("glob:**.tmp");
  }

  @Test
  void anArchiveLongerThanItShouldBeIsNotTakenIn() {
    refused(
        source(SmallSet.sha256(archive), archive.length - 1),
        "small.tar.gz: " + archive.length + " bytes or more");
  }

  @Test
  void whereNothingAnswersTheMessageSaysHowToBringTheFiles() {
    DataSource nowhere =
        new DataSource.Archive(URI.create("http://127.0.0.1:1/c.tar.gz"), "0", 10, "c/");
    refused(nowhere, "espalier data import small DIR");
  }

  @Test
  void aPackedFileOfAnotherDigestIsRefused() throws IOException {
    byte[] images = DataFiles.gzip(SmallSet.IMAGES);
    mirror.file("images.gz", images).file("labels.gz", DataFiles.gzip(SmallSet.LABELS));
    URI place = ((DataSource.Mirror) mirror.source()).folder();
    refused(
        new DataSource.Mirror(place, Map.of("images.gz", "0".repeat(64))),
        "images.gz: sha256 " + SmallSet.sha256(images));
    Map<String, String> packed = Map.of("images.gz", SmallSet.sha256(images));
    assertThat(folder(new DataSource.Mirror(place, packed)).fetch()).hasSize(2);
  }

  @Test
  void theBuiltInSetsKnowADigestForEveryDownload() {
    for (DataSource source : new Cifar10().sources()) {
      assertThat(((DataSource.Archive) source).sha256()).matches("[0-9a-f]{64}");
    }
    for (DataSource source : new Cifar100().sources()) {
      assertThat(((DataSource.Archive) source).sha256()).matches("[0-9a-f]{64}");
    }
    for (DataSource source : new FashionMnist().sources()) {
      assertThat(((DataSource.Mirror) source).packed())
          .containsOnlyKeys(
              new FashionMnist().files().stream().map(file -> file.name() + ".gz").toList());
    }
  }

  private void refused(DataSource source, String message) {
    assertThatThrownBy(() -> folder(source).fetch())
        .isInstanceOf(DataUnavailableException.class)
        .hasMessageContaining(message);
  }

  private DataSource source(String sha256, long size) {
    URI folder = ((DataSource.Mirror) mirror.source()).folder();
    return new DataSource.Archive(folder.resolve("small.tar.gz"), sha256, size, "small/");
  }

  private DataFolder folder(DataSource source) {
    return new DataFolder(home, new SmallSet(List.of(source), false), FetchProgress.NONE);
  }
}
