package io.espalier.data.fetch;

import io.espalier.data.DataFile;
import io.espalier.data.DataSource;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Downloads a file from a mirror. What has arrived stays in a part file, and the next attempt goes
 * on behind it.
 */
final class MirrorDownload {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 15_000;
  private static final int ATTEMPTS = 3;

  /** A mirror's gzip file is hardly ever larger than what it holds; this much is let pass. */
  private static final long SLACK_BYTES = 1 << 20;

  private final URI address;
  private final DataFile file;
  private final Path part;
  private final FetchProgress progress;

  MirrorDownload(DataSource.Mirror mirror, DataFile file, Path folder, FetchProgress progress) {
    this.address = mirror.folder().resolve(file.name() + ".gz");
    this.file = file;
    this.progress = progress;
    // Another mirror may have compressed the same bytes differently: parts are not mixed.
    String place = Integer.toHexString(address.toString().hashCode());
    this.part = folder.resolve(file.name() + ".gz." + place + ".part");
  }

  /** Brings the file into the folder, or throws and leaves the part for a later attempt. */
  LocalFile run(Path folder) throws IOException {
    download();
    try (InputStream in = Landing.open(part)) {
      return Landing.land(file, in, folder, done -> {});
    } finally {
      // Complete, so it has either served or is of no use.
      Files.deleteIfExists(part);
    }
  }

  private void download() throws IOException {
    for (int attempt = 1; ; attempt++) {
      long before = partBytes();
      try {
        transfer(before);
        return;
      } catch (IOException e) {
        boolean moved = partBytes() != before;
        if (attempt == ATTEMPTS || !moved) {
          throw e;
        }
      }
    }
  }

  private void transfer(long offset) throws IOException {
    HttpURLConnection connection = (HttpURLConnection) address.toURL().openConnection();
    try {
      connection.setConnectTimeout(CONNECT_MILLIS);
      connection.setReadTimeout(READ_MILLIS);
      connection.setRequestProperty("Accept-Encoding", "identity");
      if (offset > 0) {
        connection.setRequestProperty("Range", "bytes=" + offset + "-");
      }
      int status = connection.getResponseCode();
      if (status == 416) {
        // The part is as long as the file or longer: start again.
        Files.deleteIfExists(part);
        throw new IOException("HTTP 416");
      }
      if (status != HttpURLConnection.HTTP_OK && status != HttpURLConnection.HTTP_PARTIAL) {
        throw new IOException("HTTP " + status);
      }
      long from = status == HttpURLConnection.HTTP_PARTIAL ? offset : 0;
      long length = connection.getContentLengthLong();
      long total = length < 0 ? -1 : from + length;
      requireSize(total);
      try (InputStream in = connection.getInputStream()) {
        append(in, from, total);
      }
    } finally {
      connection.disconnect();
    }
  }

  private void append(InputStream in, long from, long total) throws IOException {
    StandardOpenOption mode =
        from > 0 ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
    long done = from;
    try (OutputStream out =
        Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, mode)) {
      byte[] chunk = new byte[1 << 16];
      for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
        done += read;
        requireSize(done);
        out.write(chunk, 0, read);
        progress.bytes(file.name(), done, total);
      }
    }
    if (total >= 0 && done != total) {
      throw new IOException("the connection ended after " + done + " of " + total + " bytes");
    }
  }

  private void requireSize(long bytes) throws IOException {
    long most = file.sizeBytes() + SLACK_BYTES;
    if (bytes > most) {
      Files.deleteIfExists(part);
      throw new IOException(
          file.name() + ".gz: " + bytes + " bytes or more (expected: at most " + most + ")");
    }
  }

  private long partBytes() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }
}
