package io.espalier.data.fetch;

import java.io.IOException;

/** Files of a data set are not here and could not be had; the message says what to do. */
public final class DataUnavailableException extends IOException {
  /** Says what was tried and what a person can do. */
  public DataUnavailableException(String message) {
    super(message);
  }
}
