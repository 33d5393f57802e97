package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import io.espalier.data.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Downloads a file from a mirror, which has it as {@code NAME.gz}. */
final class MirrorDownload {
  /** A mirror's gzip file is hardly ever larger than what it holds; this much is let pass. */
  private static final long SLACK_BYTES = 1 << 20;

  private final DataFile file;
  private final String packed;
  private final Download download;

  MirrorDownload(DataSource.Mirror mirror, DataFile file, Path folder, FetchProgress progress) {
    this.file = file;
    String name = file.name() + ".gz";
    this.packed = mirror.packed().getOrDefault(name, "");
    this.download =
        new Download(
            mirror.folder().resolve(name),
            name,
            file.name(),
            file.sizeBytes() + SLACK_BYTES,
            folder,
            progress);
  }

  /** Brings the file into the folder, or throws and leaves the part for a later attempt. */
  LocalFile run(Path folder) throws IOException {
    download.run();
    Path part = download.part();
    try {
      if (!packed.isEmpty()) {
        Landing.requireDigest(part, file.name() + ".gz", packed);
      }
      try (InputStream in = Landing.open(part)) {
        return Landing.land(file, in, folder, done -> {});
      }
    } finally {
      // Complete, so it has either served or is of no use.
      Files.deleteIfExists(part);
    }
  }
}
