package io.espalier.data.fetch;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.jspecify.annotations.Nullable;

/**
 * Downloads one file from the web. What has arrived stays in a part file, and the next attempt goes
 * on after it.
 */
final class Download {
  private static final int CONNECT_MILLIS = 5_000;
  private static final int READ_MILLIS = 15_000;
  private static final int ATTEMPTS = 3;

  private final URI address;
  private final String name;
  private final String shown;
  private final long most;
  private final Path part;
  private final FetchProgress progress;

  /**
   * @param name of the file, for the part and for errors
   * @param shown its name in the progress
   * @param most bytes that it may have
   * @param folder where the part lies
   */
  Download(URI address, String name, String shown, long most, Path folder, FetchProgress progress) {
    this.address = address;
    this.name = name;
    this.shown = shown;
    this.most = most;
    this.progress = progress;
    // Another place may have packed the same bytes differently: parts are not mixed.
    String place = Integer.toHexString(address.toString().hashCode());
    this.part = folder.resolve(name + "." + place + ".part");
  }

  /** Where the file arrives. */
  Path part() {
    return part;
  }

  /** Downloads until the part is the whole file; what has arrived stays when it throws. */
  void run() throws IOException {
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
      for (int read = read(in, chunk, done, total);
          read >= 0;
          read = read(in, chunk, done, total)) {
        done += read;
        requireSize(done);
        out.write(chunk, 0, read);
        progress.bytes(shown, done, total);
      }
    }
    if (total >= 0 && done != total) {
      throw endedEarly(done, total, null);
    }
  }

  /** Newer JDKs notice by themselves that a connection ended early, and do not say where. */
  private static int read(InputStream in, byte[] chunk, long done, long total) throws IOException {
    try {
      return in.read(chunk);
    } catch (SocketTimeoutException e) {
      throw e;
    } catch (IOException e) {
      throw total < 0 ? e : endedEarly(done, total, e);
    }
  }

  private static IOException endedEarly(long done, long total, @Nullable IOException cause) {
    return new IOException("the connection ended after " + done + " of " + total + " bytes", cause);
  }

  private void requireSize(long bytes) throws IOException {
    if (bytes > most) {
      Files.deleteIfExists(part);
      throw new IOException(
          name + ": " + bytes + " bytes or more (expected: at most " + most + ")");
    }
  }

  private long partBytes() throws IOException {
    return Files.exists(part) ? Files.size(part) : 0;
  }
}
