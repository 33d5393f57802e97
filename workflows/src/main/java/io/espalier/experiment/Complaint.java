package io.espalier.experiment;

/** Says what is wrong where. */
public interface Complaint {
  /**
   * Throws an error of the value at a path.
   *
   * @param path from the top, such as {@code train.batch}
   */
  void fail(String path, String got, String expected);
}
