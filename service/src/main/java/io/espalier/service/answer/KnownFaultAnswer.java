package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;

/** Something that is known to be wrong with steps, under the version that they ran with. */
@Doc("Something that is known to be wrong with steps, under the version that they ran with.")
public record KnownFaultAnswer(
    @Doc("What had it, such as `criterion/grasp`.") String of,
    @Doc("The version that ran.") int version,
    @Doc("One sentence for people.") String text,
    @Doc("Keys of the steps that have it.") List<String> steps,
    @Doc("The results of the run that rest on them; empty in a lineage.") List<Result> results) {
  public KnownFaultAnswer {
    steps = List.copyOf(steps);
    results = List.copyOf(results);
  }

  /** A row of the results of show. */
  @Doc("A row of the results of `show`.")
  public record Result(
      @Doc("From 1.") int replicate,
      @Doc("Name of the arm.") String arm,
      @Doc("From 1.") int draw,
      @Doc("From 0, the dense network.") int round) {}
}
