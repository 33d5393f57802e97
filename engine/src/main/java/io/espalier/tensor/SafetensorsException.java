package io.espalier.tensor;

/** Bytes that are not the safetensors file that was expected. */
public final class SafetensorsException extends RuntimeException {
  /** Says what is wrong with them. */
  public SafetensorsException(String message) {
    super("safetensors: " + message);
  }

  /** Says what is wrong with them, and where that was noticed. */
  public SafetensorsException(String message, Throwable cause) {
    super("safetensors: " + message, cause);
  }
}
