package io.espalier.data.fetch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.espalier.data.DataFiles;
import io.espalier.data.DataSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NpmDownloadTest {
  @TempDir private Path folder;
  @TempDir private Path elsewhere;
  private final TarMaker tar = new TarMaker();
  private final NpmDownload download =
      new NpmDownload(
          new DataSource.NpmPackage("some-data", "1.0.0", "package/data/"), FetchProgress.NONE);

  @BeforeEach
  void addOtherEntries() {
    tar.entry("package/package.json", "{}".getBytes(StandardCharsets.UTF_8), '0');
    tar.entry("package/data/", new byte[0], '5');
  }

  @Test
  void onlyTheWantedFilesAreTakenOut() throws IOException {
    tar.entry("../../escape", new byte[700], '0');
    tar.entry("/etc/escape", new byte[3], '0');
    tar.entry("package/data/labels", "elsewhere".getBytes(StandardCharsets.UTF_8), '2');
    tar.entry("package/data/labels", SmallSet.LABELS, '0');
    tar.entry("package/data/images", SmallSet.IMAGES, '0');

    List<LocalFile> files = unpack(DataFiles.gzip(tar.end()));

    assertThat(files).extracting(LocalFile::name).containsExactly("labels", "images");
    assertThat(files.get(1).path()).hasBinaryContent(SmallSet.IMAGES);
    try (Stream<Path> inside = Files.walk(folder)) {
      assertThat(inside.filter(path -> path.endsWith("escape"))).isEmpty();
    }
  }

  @Test
  void archivesThatLackAFileAreRefused() {
    tar.entry("package/data/labels", SmallSet.LABELS, '0');
    assertThatThrownBy(() -> unpack(DataFiles.gzip(tar.end())))
        .hasMessage("the archive lacks package/data/images");
  }

  @Test
  void otherBytesAreRefused() {
    byte[] forged = SmallSet.LABELS.clone();
    forged[30] = 1;
    tar.entry("package/data/labels", forged, '0');
    assertThatThrownBy(() -> unpack(DataFiles.gzip(tar.end())))
        .hasMessageContaining("labels: sha256 " + SmallSet.sha256(forged));
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anArchiveThatInflatesWithoutEndIsRefused() {
    tar.entry("package/bomb", new byte[80_000_000], '0');
    assertThatThrownBy(() -> unpack(DataFiles.gzip(tar.end())))
        .hasMessageContaining("bytes come out of it");
  }

  @Test
  void archivesThatAreNoneAreRefused() {
    assertThatThrownBy(() -> unpack(DataFiles.gzip(new byte[100]))).hasMessageContaining("cut off");
    byte[] noise = new byte[2048];
    Arrays.fill(noise, (byte) 'x');
    assertThatThrownBy(() -> unpack(DataFiles.gzip(noise))).hasMessageContaining("no tar archive");
    assertThatThrownBy(() -> unpack(noise)).hasMessageContaining("no tar archive");
    tar.entry("package/data/images", SmallSet.IMAGES, '0');
    byte[] cut = Arrays.copyOf(tar.soFar(), 3000);
    assertThatThrownBy(() -> unpack(DataFiles.gzip(cut))).hasMessageContaining("cut off");
  }

  private List<LocalFile> unpack(byte[] archive) throws IOException {
    Path file = Files.write(elsewhere.resolve("archive.tgz"), archive);
    return download.unpack(file, new SmallSet(List.of(), true).files(), folder);
  }
}
