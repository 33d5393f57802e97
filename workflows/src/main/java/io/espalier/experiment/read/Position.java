package io.espalier.experiment.read;

/**
 * A place in a file or in an option.
 *
 * @param source the file's name, or the option as it was written
 * @param line from 1, 0 for the source as a whole
 * @param column in code points from 1, 0 for the source as a whole
 */
public record Position(String source, int line, int column) {
  /** The source as a whole. */
  static Position whole(String source) {
    return new Position(source, 0, 0);
  }

  @Override
  public String toString() {
    return line == 0 ? source : source + ":" + line + ":" + column;
  }
}
