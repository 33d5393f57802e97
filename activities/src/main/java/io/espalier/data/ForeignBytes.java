package io.espalier.data;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Says what a file is that is not what it should be, by its first bytes. */
public final class ForeignBytes {
  /** Bytes of a file that are looked at. */
  public static final int LOOKED_AT = 512;

  private ForeignBytes() {}

  /**
   * What the bytes look like, as a few words that follow "it is": a Git LFS pointer, a web page, a
   * PyTorch file …
   *
   * @param start the file's first bytes, {@link #LOOKED_AT} of them where there are so many
   */
  public static String describe(byte[] start) {
    String text =
        new String(start, 0, Math.min(start.length, LOOKED_AT), StandardCharsets.ISO_8859_1);
    String lower = text.stripLeading().toLowerCase(Locale.ROOT);
    if (start.length == 0) {
      return "an empty file";
    }
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
      return "a Python pickle";
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
    boolean printable =
        text.chars().allMatch(c -> (c >= 32 && c != 127) || Character.isWhitespace(c));
    return printable ? "a text file" : "another kind of file";
  }
}
