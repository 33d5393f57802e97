package io.espalier.store.failure;

import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;

/** The disk is full, or the database or bucket is away: wait and try again, no try is used. */
public final class StoreUnavailableException extends RuntimeException {
  /** Chains of causes can be rings. */
  private static final int MAX_DEPTH = 50;

  /** Says what was being done. */
  public StoreUnavailableException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Whether a file could not be read or written, rather than a database not be reached. */
  public boolean ofDisk() {
    Throwable cause = getCause();
    for (int depth = 0; cause != null && depth < MAX_DEPTH; depth++) {
      if (cause instanceof IOException && !ofNetwork(cause)) {
        return true;
      }
      cause = cause.getCause();
    }
    return false;
  }

  private static boolean ofNetwork(Throwable cause) {
    return cause instanceof SocketException
        || cause instanceof SocketTimeoutException
        || cause instanceof UnknownHostException
        || cause instanceof SSLException
        || cause instanceof EOFException;
  }
}
