package io.espalier.run;

import java.util.List;

/** Lists of task ids, short enough to read. */
final class Names {
  private static final int SHOWN = 3;

  private Names() {}

  static String of(List<String> ids) {
    String shown = String.join(", ", ids.subList(0, Math.min(SHOWN, ids.size())));
    return ids.size() <= SHOWN ? shown : shown + " and " + (ids.size() - SHOWN) + " more";
  }
}
