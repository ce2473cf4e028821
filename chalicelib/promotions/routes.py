"""HTTP of this feature. The preview of a campaign is asked of `orders`, which has the baskets."""

from chalice.app import Blueprint

from chalicelib.dealers import queries as dealers
from chalicelib.edge.endpoint import Call, endpoint
from chalicelib.edge.permissions import Permission, Scope
from chalicelib.edge.wire import Listing, PageQuery
from chalicelib.promotions import commands, enrolment_commands, queries
from chalicelib.promotions.schemas import (
    EnrolmentOut,
    Join,
    NewTerms,
    PromotionDetail,
    PromotionOut,
    PromotionsQuery,
    SavePromotion,
    WithEndReason,
)

routes = Blueprint(__name__)
_P = Permission


@endpoint(routes, "GET /promotions", permission=_P.READ_PROMOTIONS, scope=Scope.REACH, answers=Listing[PromotionOut])
def list_promotions(call: Call, query: PromotionsQuery) -> Listing[PromotionOut]:
    """For dealers what is on for them and what is to come; for staff the campaigns of a state, by their last day."""
    if call.user.dealer_id is None:
        return Listing[PromotionOut].of(queries.page(query.state, query.limit, query.cursor), PromotionOut.of)
    dealer = dealers.dealer(call.dealer_id, call.reach)
    part = queries.part(dealer.dealer_id)
    offered = queries.offered_to(dealer, queries.today())
    return Listing[PromotionOut](items=[PromotionOut.for_dealer(record, part) for record in offered], next=None)


@endpoint(
    routes,
    "POST /promotions",
    permission=_P.WRITE_PROMOTIONS,
    scope=Scope.REACH,
    answers=PromotionOut,
    status=201,
    idempotent=True,
)
def draft_promotion(call: Call, body: SavePromotion) -> PromotionOut:
    """Saves a new campaign as a draft, by which nobody is priced."""
    return PromotionOut.of(commands.draft_promotion(call.user, body.new(), call.once(PromotionOut.of)))


@endpoint(
    routes,
    "GET /promotions/{promotion_id}",
    permission=_P.READ_PROMOTIONS,
    scope=Scope.REACH,
    answers=PromotionDetail,
)
def show_promotion(call: Call, promotion_id: str) -> PromotionDetail:
    """One campaign with all versions of its terms; for a dealer with its own part."""
    if call.user.dealer_id is None:
        shown = PromotionOut.of(queries.promotion(promotion_id))
        return PromotionDetail.with_terms(shown, queries.terms(promotion_id))
    dealer = dealers.dealer(call.dealer_id, call.reach)
    found = queries.offered(promotion_id, dealer)
    shown = PromotionOut.for_dealer(found, queries.part(dealer.dealer_id))
    enrolment = queries.enrolment(dealer.dealer_id, promotion_id)
    return PromotionDetail.with_terms(shown, queries.terms(promotion_id), enrolment)


@endpoint(
    routes,
    "PUT /promotions/{promotion_id}",
    permission=_P.WRITE_PROMOTIONS,
    scope=Scope.REACH,
    answers=PromotionOut,
    edits=True,
)
def change_promotion(call: Call, promotion_id: str, body: SavePromotion) -> PromotionOut:
    """Writes a draft anew. What is published is ended or succeeded, never changed."""
    return PromotionOut.of(commands.change_draft(call.user, promotion_id, call.if_match(), body.new()))


@endpoint(
    routes,
    "POST /promotions/{promotion_id}/publish",
    permission=_P.WRITE_PROMOTIONS,
    scope=Scope.REACH,
    answers=PromotionOut,
    idempotent=True,
    edits=True,
)
def publish_promotion(call: Call, promotion_id: str) -> PromotionOut:
    """Puts a draft in force from its first day on; the campaign that it succeeds ends on the day before."""
    once = call.once(PromotionOut.of)
    return PromotionOut.of(commands.publish(call.user, promotion_id, call.if_match(), once))


@endpoint(
    routes,
    "POST /promotions/{promotion_id}/end",
    permission=_P.WRITE_PROMOTIONS,
    scope=Scope.REACH,
    answers=PromotionOut,
    idempotent=True,
)
def end_promotion(call: Call, promotion_id: str, body: WithEndReason) -> PromotionOut:
    """Ends a campaign at once; one that has not begun is withdrawn. Orders that were placed keep what they saved."""
    return PromotionOut.of(commands.end(call.user, promotion_id, body.reason, call.once(PromotionOut.of)))


@endpoint(
    routes,
    "POST /promotions/{promotion_id}/terms",
    permission=_P.WRITE_PROMOTIONS,
    scope=Scope.REACH,
    answers=PromotionOut,
    status=201,
    idempotent=True,
)
def write_promotion_terms(call: Call, promotion_id: str, body: NewTerms) -> PromotionOut:
    """Writes another version of a published campaign's terms; the earlier ones stay."""
    once = call.once(PromotionOut.of)
    return PromotionOut.of(commands.write_terms(call.user, promotion_id, body.text, body.text_en, once))


@endpoint(
    routes,
    "GET /promotions/{promotion_id}/enrolments",
    permission=_P.READ_ENROLMENTS,
    scope=Scope.REACH,
    answers=Listing[EnrolmentOut],
)
def list_enrolments(call: Call, promotion_id: str, query: PageQuery) -> Listing[EnrolmentOut]:
    """Who takes part in a campaign, or did, by dealer."""
    found = commands.within(call.user, promotion_id)
    page = queries.enrolments_page(found.promotion_id, query.limit, query.cursor)
    return Listing[EnrolmentOut].of(page, EnrolmentOut.of)


@endpoint(
    routes,
    "POST /promotions/{promotion_id}/enrolment",
    permission=_P.JOIN_PROMOTIONS,
    scope=Scope.OWN,
    answers=EnrolmentOut,
    status=201,
    idempotent=True,
)
def join_promotion(call: Call, promotion_id: str, body: Join) -> EnrolmentOut:
    """Takes part under the version of the terms that was read; or agrees to a new version."""
    dealer = dealers.dealer(call.dealer_id, call.reach)
    once = call.once(EnrolmentOut.of)
    return EnrolmentOut.of(enrolment_commands.join(call.user, dealer, promotion_id, body.terms_version, once))


@endpoint(
    routes,
    "DELETE /promotions/{promotion_id}/enrolment",
    permission=_P.JOIN_PROMOTIONS,
    scope=Scope.OWN,
    answers=EnrolmentOut,
)
def leave_promotion(call: Call, promotion_id: str) -> EnrolmentOut:
    """Takes part no longer. Done again, it changes nothing."""
    dealer = dealers.dealer(call.dealer_id, call.reach)
    return EnrolmentOut.of(enrolment_commands.leave(call.user, dealer, promotion_id))
