/* Bundle of the portal and of pages without sign-in. */
import "./guichet.js";
