package io.espalier.engine;

import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;

/** The whole chain of an exception's causes in one line, for people who do not see its trace. */
public final class Causes {
  private static final int MAX_EACH = 400;

  private Causes() {}

  /** The exception, then each cause that the line does not hold already. */
  public static String chain(Throwable thrown) {
    StringBuilder chain = new StringBuilder();
    Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (Throwable cause = thrown; cause != null && seen.add(cause); cause = cause.getCause()) {
      String said = cause.toString();
      said = said.length() <= MAX_EACH ? said : said.substring(0, MAX_EACH) + " …";
      if (chain.indexOf(said) < 0) {
        chain.append(chain.isEmpty() ? "" : ", because of ").append(said);
      }
    }
    return chain.toString();
  }
}
