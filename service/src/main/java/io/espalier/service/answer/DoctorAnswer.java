package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a run depends on, looked at. */
@Doc("What a run depends on, looked at.")
public record DoctorAnswer(
    @Doc("Whether nothing would keep a run from working.") boolean ok,
    @Doc("What was looked at.") List<Finding> findings) {
  public DoctorAnswer {
    findings = List.copyOf(findings);
  }

  /** One thing looked at. */
  @Doc("One thing looked at.")
  public record Finding(
      @Doc("Such as `java`, `blas`, `disk`.") String about,
      @Doc("`ok`, `slow` (it works, but could be faster), `note` or `bad` (a run would fail).")
          String verdict,
      @Doc("What is there.") String found,
      @Doc("What to do about it; null where nothing needs to be done.") @Nullable String mend) {
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
