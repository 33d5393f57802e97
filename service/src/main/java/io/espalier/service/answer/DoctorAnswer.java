package io.espalier.service.answer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Answer of {@code doctor}.
 *
 * @param ok whether nothing would keep a run from working
 */
public record DoctorAnswer(boolean ok, List<Finding> findings) {
  public DoctorAnswer {
    findings = List.copyOf(findings);
  }

  /**
   * One thing looked at.
   *
   * @param about such as {@code java}, {@code blas}, {@code disk}
   * @param verdict {@code ok}, {@code slow} (it works, but could be faster), {@code note} or {@code
   *     bad} (a run would fail)
   * @param found what is there
   * @param mend what to do about it, null where nothing needs to be done
   */
  public record Finding(String about, String verdict, String found, @Nullable String mend) {
    /** All is well. */
    public static Finding ok(String about, String found) {
      return new Finding(about, "ok", found, null);
    }

    /** It works, but slower than it could. */
    public static Finding slow(String about, String found, String mend) {
      return new Finding(about, "slow", found, mend);
    }

    /** Worth knowing. */
    public static Finding note(String about, String found, @Nullable String mend) {
      return new Finding(about, "note", found, mend);
    }

    /** A run would fail. */
    public static Finding bad(String about, String found, String mend) {
      return new Finding(about, "bad", found, mend);
    }
  }
}
