/** The inbox of a dealer, and the threads that wait for the staff. */
import { createRoute } from "@tanstack/react-router";
import { page, signedInRoute } from "../app/routes";

const messages = createRoute({
  getParentRoute: () => signedInRoute,
  path: "messages",
  ...page(["messages"], () => import("./messages_page"), "MessagesPage", "read_messages"),
});

const threads = createRoute({
  getParentRoute: () => signedInRoute,
  path: "threads",
  ...page(["messages"], () => import("./threads_page"), "ThreadsPage", "read_threads"),
});

export const messagesRoutes = [messages, threads] as const;
