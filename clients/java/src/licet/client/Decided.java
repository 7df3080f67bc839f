package licet.client;

import java.util.Optional;
import licet.v1.DecisionOuterClass.Decision;
import licet.v1.DecisionOuterClass.Outcome;
import licet.v1.Service.DecideResponse;
import licet.v1.Service.LogPosition;

/** A decision on a sale, and where the server logged it, if it logs. */
public record Decided(Decision decision, Optional<LogPosition> logPosition) {

  static Decided of(DecideResponse response) {
    return new Decided(
        response.getDecision(),
        response.hasLogPosition() ? Optional.of(response.getLogPosition()) : Optional.empty());
  }

  /** Whether the decision is a go in every one of its words; an outcome unknown here is not. */
  public boolean mayConfirm() {
    Outcome outcome = decision.getOutcome();
    boolean go =
        outcome == Outcome.OUTCOME_NO_LICENSE_NEEDED || outcome == Outcome.OUTCOME_TEMPORARY_LICENSE;
    return go && decision.getMayConfirm() && !decision.getHypothetical();
  }
}
