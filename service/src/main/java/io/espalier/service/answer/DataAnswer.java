package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;

/** The data sets that experiments can name. */
@Doc("The data sets that experiments can name.")
public record DataAnswer(@Doc("The data sets.") List<Set> sets) {
  public DataAnswer {
    sets = List.copyOf(sets);
  }

  /** A data set. */
  @Doc("A data set.")
  public record Set(
      @Doc("Its name.") String name,
      @Doc("What it is, in a line.") String summary,
      @Doc("Shape of one example: channels, height, width.") List<Integer> shape,
      @Doc("How many classes there are.") int classes,
      @Doc("Examples to train with.") int trainExamples,
      @Doc("Examples to test with.") int testExamples,
      @Doc("Whether its files are here.") boolean present) {
    public Set {
      shape = List.copyOf(shape);
    }
  }
}
