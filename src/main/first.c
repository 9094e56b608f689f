/* First contents: a new folder starts with a usable desk, whichever command opens it first. */
#include "main/first.h"

#include "desk/article/article.h"
#include "desk/clock/clock.h"
#include "desk/people/people.h"
#include "desk/ticket/canned.h"

enum status first_contents(struct ctx *c)
{
        enum status st = people_first_contents(c);
        if (!st)
                st = clock_first_contents(c);
        if (!st)
                st = canned_first_contents(c);
        return st ? st : article_first_contents(c);
}
