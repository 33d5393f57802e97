package io.espalier.catalog;

import org.jspecify.annotations.Nullable;

/** A folder of user jars that cannot be used as it is; the message says which jar and why. */
public final class PluginException extends RuntimeException {
  /** Says which jar and why. */
  public PluginException(String message) {
    this(message, null);
  }

  PluginException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
