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

  private final boolean bucket;

  /** Says what was being done. */
  public StoreUnavailableException(String message, Throwable cause) {
    this(message, cause, false);
  }

  private StoreUnavailableException(String message, Throwable cause, boolean bucket) {
    super(message, cause);
    this.bucket = bucket;
  }

  /** The bucket of the artifacts is away, or refuses; the message names it. */
  public static StoreUnavailableException ofBucket(String message, Throwable cause) {
    return new StoreUnavailableException(message, cause, true);
  }

  /** Whether it is the bucket that failed. */
  public boolean ofBucket() {
    return bucket;
  }

  /** Whether a file could not be read or written, rather than a server not be reached. */
  public boolean ofDisk() {
    if (bucket) {
      return false;
    }
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
