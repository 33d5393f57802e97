package io.espalier.service.answer;

import io.espalier.catalog.setting.Doc;
import java.util.List;

/** What store rebuild has done. */
@Doc("What `store rebuild` has done.")
public record RebuildAnswer(
    @Doc("A sentence each; nothing where nothing had to be done.") List<String> done) {
  public RebuildAnswer {
    done = List.copyOf(done);
  }
}
