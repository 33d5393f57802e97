package io.espalier.step.worker;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/**
 * The log of one attempt: lines with a UTC time stamp, written through at once so that a killed
 * attempt leaves its last words. Thread-safe. A full disk silences it; the work goes on.
 */
final class AttemptLog implements AutoCloseable {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Writer writer;
  private boolean silent;

  /** Appends to a file, creating it as needed; silent where that cannot be. */
  AttemptLog(Path file) {
    Writer opened;
    try {
      // A stream, not a channel: an interrupt of this thread must not close it.
      opened =
          new OutputStreamWriter(new FileOutputStream(file.toFile(), true), StandardCharsets.UTF_8);
    } catch (IOException e) {
      opened = Writer.nullWriter();
    }
    writer = opened;
  }

  /** One line; further lines of the text are indented below it. */
  synchronized void line(String text) {
    if (silent) {
      return;
    }
    try {
      writer.write(TIME.format(Instant.now()) + " " + text.replace("\n", "\n  ") + "\n");
      writer.flush();
    } catch (IOException e) {
      silent = true;
    }
  }

  /** A line and its stack trace. */
  void line(String text, Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    line(text + "\n" + trace.toString().strip());
  }

  @Override
  public synchronized void close() {
    silent = true;
    try {
      writer.close();
    } catch (IOException ignored) {
      // Every line was flushed before.
    }
  }
}
