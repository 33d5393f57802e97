package io.espalier.experiment.claim;

import io.espalier.catalog.setting.Default;
import io.espalier.catalog.setting.Doc;
import io.espalier.catalog.setting.Range;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a study is about: text for its page and for {@code study list}.
 *
 * @param work the published work whose claim is put to the test, null where there is none
 * @param claim the claim in one sentence
 * @param faithful what is done as the work does it
 * @param after what is done otherwise, or could not be looked up
 * @param changesIf what would change the verdict
 * @param oracles what the code is held to that computes it
 * @param minutes that it takes on two cores
 * @param full name of the study that does the same at full size
 */
public record StudyConfig(
    @Doc("The published work whose claim is put to the test; left out where there is none.")
        @Nullable Work work,
    @Doc("The claim in one sentence.") String claim,
    @Doc("What is done as the work does it.") @Default("''") String faithful,
    @Doc("What is done otherwise than in the work, or could not be looked up.") @Default("''")
        String after,
    @Doc("What would change the verdict.") String changesIf,
    @Doc("What the code that computes it is held to: tests, other programs.") @Default("''")
        String oracles,
    @Doc("Minutes that it takes on two cores, roughly.") @Range(min = 0, max = 1e6) double minutes,
    @Doc("Name of the study that does the same at full size; left out where there is none.")
        @Nullable String full) {

  /**
   * A publication.
   *
   * @param venue where it was published
   * @param year when
   */
  public record Work(
      @Doc("Its authors.") List<String> authors,
      @Doc("Its title.") String title,
      @Doc("Where it was published, such as ICLR or arXiv:1803.03635.") String venue,
      @Doc("When it was published.") @Range(min = 1900, max = 2999) int year) {
    public Work {
      authors = List.copyOf(authors);
    }

    /** As a reference: authors, title, venue, year. */
    public String reference() {
      int count = authors.size();
      String names =
          count < 3
              ? String.join(" and ", authors)
              : String.join(", ", authors.subList(0, count - 1)) + " and " + authors.get(count - 1);
      return names + ", " + title + ", " + venue + " " + year;
    }
  }
}
