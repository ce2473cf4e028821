"""The composition root: the Chalice app and its blueprints, nothing else."""

from chalice.app import Chalice

from chalicelib.access.routes import routes as access_routes
from chalicelib.approvals.routes import routes as approvals_routes
from chalicelib.approvals.tasks import tasks as approvals_tasks
from chalicelib.dealers.routes import routes as dealers_routes
from chalicelib.dealers.tasks import tasks as dealers_tasks
from chalicelib.ledger.routes import routes as ledger_routes
from chalicelib.ledger.tasks import tasks as ledger_tasks
from chalicelib.messages.routes import routes as messages_routes
from chalicelib.messages.tasks import tasks as messages_tasks
from chalicelib.onboarding.routes import routes as onboarding_routes
from chalicelib.onboarding.tasks import tasks as onboarding_tasks
from chalicelib.orders.routes import routes as orders_routes
from chalicelib.orders.tasks import tasks as orders_tasks
from chalicelib.pricing.routes import routes as pricing_routes
from chalicelib.rebates.routes import routes as rebates_routes
from chalicelib.rebates.tasks import tasks as rebates_tasks
from chalicelib.stock.routes import routes as stock_routes

app = Chalice(app_name="qudao", configure_logs=False)

for blueprint in (
    *(access_routes, approvals_routes, onboarding_routes, dealers_routes, pricing_routes, stock_routes),
    *(orders_routes, ledger_routes, rebates_routes, messages_routes),
    *(approvals_tasks, onboarding_tasks, dealers_tasks, orders_tasks, ledger_tasks, rebates_tasks, messages_tasks),
):
    app.register_blueprint(blueprint)
