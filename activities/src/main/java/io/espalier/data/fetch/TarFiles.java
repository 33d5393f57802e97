package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Takes files out of a tar archive, plain or gzip; nothing else of it is written anywhere. */
final class TarFiles {
  /** What an archive may hold besides the files that are wanted. */
  private static final long OTHER_BYTES = 64 << 20;

  private TarFiles() {}

  /**
   * Lands the wanted files, once the archive has been read to its end and has shown no damage.
   *
   * @param inside folder of the files in the archive, ending with a slash
   * @throws IOException when one is missing or is not what it should be; nothing has landed then
   */
  static List<LocalFile> land(
      Path archive, String inside, List<DataFile> wanted, Path folder, FetchProgress progress)
      throws IOException {
    Path stage = Landing.temporaryFolder(folder);
    try {
      return Landing.moveIn(stage(archive, inside, wanted, stage, progress), folder);
    } finally {
      Landing.delete(stage);
    }
  }

  private static List<LocalFile> stage(
      Path archive, String inside, List<DataFile> wanted, Path stage, FetchProgress progress)
      throws IOException {
    Map<String, DataFile> missing = new TreeMap<>();
    wanted.forEach(file -> missing.put(inside + file.name(), file));
    long limit = wanted.stream().mapToLong(DataFile::sizeBytes).sum() + OTHER_BYTES;
    List<LocalFile> staged = new ArrayList<>();
    try (InputStream in = new CappedInputStream(Landing.open(archive), limit)) {
      TarReader tar = new TarReader(in);
      for (TarReader.Entry entry = tar.next(); entry != null; entry = tar.next()) {
        DataFile file = missing.remove(entry.name());
        if (file != null) {
          staged.add(
              Landing.land(
                  file,
                  tar.content(),
                  stage,
                  done -> progress.bytes(file.name(), done, file.sizeBytes())));
        }
      }
      // The sum over a packed archive stands at its end.
      in.transferTo(OutputStream.nullOutputStream());
    }
    if (!missing.isEmpty()) {
      throw new IOException("the archive lacks " + String.join(", ", missing.keySet()));
    }
    return staged;
  }
}
