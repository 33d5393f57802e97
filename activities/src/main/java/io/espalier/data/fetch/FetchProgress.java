package io.espalier.data.fetch;

/** Hears how a fetch goes. */
public interface FetchProgress {
  /** Hears nothing. */
  FetchProgress NONE =
      new FetchProgress() {
        @Override
        public void source(String source) {}

        @Override
        public void bytes(String file, long done, long total) {}
      };

  /** A source is tried now, such as a mirror's address. */
  void source(String source);

  /**
   * So much of a file has arrived.
   *
   * @param total bytes to come in all, −1 where the source does not say
   */
  void bytes(String file, long done, long total);
}
