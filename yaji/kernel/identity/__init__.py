"""Who is here: accounts, the parties they act for, their roles, what they agreed to, and their way out.

Promises: an e-mail address belongs to one account; the last owner of an organisation cannot leave it;
a consent once written is never edited; an export holds everything and an erasure leaves only pseudonyms.
"""
