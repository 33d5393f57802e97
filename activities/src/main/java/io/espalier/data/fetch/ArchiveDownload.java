package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import io.espalier.data.DataSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Downloads a {@code .tar.gz} archive, checks its digest and takes files out of it. */
final class ArchiveDownload {
  private final DataSource.Archive source;
  private final String name;
  private final FetchProgress progress;
  private final Download download;

  ArchiveDownload(DataSource.Archive source, Path folder, FetchProgress progress) {
    String path = source.address().getPath();
    this.source = source;
    this.name = path.substring(path.lastIndexOf('/') + 1);
    this.progress = progress;
    this.download =
        new Download(source.address(), name, name, source.sizeBytes(), folder, progress);
  }

  /** Lands the wanted files, or throws; a broken download leaves its part for a later attempt. */
  List<LocalFile> run(List<DataFile> wanted, Path folder) throws IOException {
    download.run();
    Path part = download.part();
    try {
      Landing.requireDigest(part, name, source.sha256());
      return TarFiles.land(part, source.folder(), wanted, folder, progress);
    } finally {
      Files.deleteIfExists(part);
    }
  }
}
