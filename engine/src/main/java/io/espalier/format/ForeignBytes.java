package io.espalier.format;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;

/** Says what a file is that is not what it should be, by its first bytes. */
public final class ForeignBytes {
  /** What {@link #known} calls a Python pickle. */
  public static final String PICKLE = "a Python pickle";

  private static final int LOOKED_AT = 512;

  private ForeignBytes() {}

  /** As many of a file's first bytes as are looked at. */
  public static byte[] start(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return in.readNBytes(LOOKED_AT);
    }
  }

  /**
   * What the bytes look like, as a few words that follow "it is".
   *
   * @param start a file's first bytes
   */
  public static String describe(byte[] start) {
    boolean text = true;
    for (byte b : start) {
      text &= b == '\t' || b == '\n' || b == '\r' || b >= ' ' || b < 0;
    }
    return known(start)
        .orElse(start.length == 0 ? "an empty file" : text ? "a text file" : "something else");
  }

  /**
   * What the bytes surely are: a Git LFS pointer, a web page, a PyTorch file …; empty where that is
   * not known.
   *
   * @param start a file's first bytes
   */
  public static Optional<String> known(byte[] start) {
    String kind = kind(start);
    return kind.isEmpty() ? Optional.empty() : Optional.of(kind);
  }

  private static String kind(byte[] start) {
    String text =
        new String(start, 0, Math.min(start.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
    String lower = text.stripLeading().toLowerCase(Locale.ROOT);
    if (text.startsWith("version https://git-lfs")) {
      return "a Git LFS pointer, not the file itself (`git lfs pull` fetches it)";
    }
    if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      return "a web page (HTML)";
    }
    if (lower.startsWith("<?xml") || lower.startsWith("<svg")) {
      return "an XML file";
    }
    if (text.startsWith("PK\3\4")) {
      // Written since PyTorch 1.6: a zip file with the pickle first.
      return text.contains("/data.pkl") ? "a PyTorch file (.pt)" : "a zip file";
    }
    if (text.startsWith("\u0080") && text.length() > 1 && text.charAt(1) <= 5) {
      return PICKLE;
    }
    if (text.startsWith("\u001f\u008b")) {
      return "a gzip file";
    }
    if (text.startsWith("\u0089HDF\r\n")) {
      return "an HDF5 file";
    }
    if (text.startsWith("\u0093NUMPY")) {
      return "a NumPy array (.npy)";
    }
    if (text.startsWith("\u0089PNG")) {
      return "a PNG picture";
    }
    if (text.startsWith("\u00ff\u00d8\u00ff")) {
      return "a JPEG picture";
    }
    if (text.startsWith("GIF8")) {
      return "a GIF picture";
    }
    if (text.startsWith("BM")) {
      return "a BMP picture";
    }
    if (text.startsWith("RIFF") && text.startsWith("WEBP", 8)) {
      return "a WebP picture";
    }
    if (text.startsWith("II*\0") || text.startsWith("MM\0*")) {
      return "a TIFF picture";
    }
    if (text.length() >= 262 && text.startsWith("ustar", 257)) {
      return "a tar archive";
    }
    return "";
  }
}
